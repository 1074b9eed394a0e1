"""Files that members add to what they write: put up, checked, stored once, read by whoever may."""
