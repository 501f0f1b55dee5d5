"""Serial and TCP lines, and what stands on them."""
