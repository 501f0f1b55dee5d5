"""People: officers and devices, who they are, their keys and rights."""
