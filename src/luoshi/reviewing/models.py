"""Review sessions on a fixed day: comments, frozen figures, one matter at a time, decisions."""
