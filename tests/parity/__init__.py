"""The claim that both engines give the same rows, proved on a demo."""
