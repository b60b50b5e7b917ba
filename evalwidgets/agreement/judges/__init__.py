"""Models as judges: their verdicts come in as judgments of experts of kind model, and are held against the experts'."""
