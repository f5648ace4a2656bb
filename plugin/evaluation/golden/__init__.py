"""Items with facts that people checked: how many of them an answer says, before and after a change."""
