"""What every room stands on. It imports no room.

Its parts, in the order in which they may import each other (each imports only those before it):

- ``paths``, ``errors``, ``http``, ``storage_protocol``, ``config_checks``, ``index.protocol``: they
  import nothing of the forum
- ``config``: the settings of one forum
- ``state``: what one mounted forum knows, and what it knows of a request
- ``events``: signals for the host and between rooms
- ``storage``: files in a folder or in the host's storage
- ``text``: turns what members write into safe HTML; imports neither Flask nor SQLAlchemy
- ``database``: session, migrations, outbox
- ``index``: the search engines
- ``web``: addresses, forms, layout, pages

``tests/test_architecture.py`` enforces this order.
"""
