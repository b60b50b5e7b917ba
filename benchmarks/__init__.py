"""What is fast, measured beside the bare operation in the same run."""
