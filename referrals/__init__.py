"""The closed loop: sent, accepted, completed, and who may move it."""
