"""What administrators decide: versions of the policy."""
