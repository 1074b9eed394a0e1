"""Files that members add to what they write: put up, checked, stored, read by whoever may."""
