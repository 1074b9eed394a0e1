"""Creates, describes and archives spaces; adds, blocks and removes members; appoints stewards."""

from .create import create_space, find_just_created, find_or_create_space, free_slug
from .describe import archive_space, choose_prompts, describe_space, have_prompts
from .members import add_member, block_member, lock_space, remove_from_all_spaces, remove_member
from .stewards import appoint_steward, end_stewardship

__all__ = [
    "add_member",
    "appoint_steward",
    "archive_space",
    "block_member",
    "choose_prompts",
    "create_space",
    "describe_space",
    "end_stewardship",
    "find_just_created",
    "find_or_create_space",
    "free_slug",
    "have_prompts",
    "lock_space",
    "remove_from_all_spaces",
    "remove_member",
]
