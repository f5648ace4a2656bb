"""Questions that the policy holds until a named approver of the place has said yes."""
