"""Paper: the slip, the spool, the drivers of printers."""
