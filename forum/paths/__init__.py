"""Learning paths: pages of the library whose lists are steps, and what each member has done.

A path is an artefact of the kind "path". Which of its lines are steps is said in
``core/text/steps.py``. What somebody has done is known to them alone.
"""
