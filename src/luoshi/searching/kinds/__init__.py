"""What can be found, a module for each room: each has ``KINDS``, gathered by ``registry``."""
