"""What the record says, one module for each room: event type → sentence."""
