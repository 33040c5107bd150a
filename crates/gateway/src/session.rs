//! One client's side of the conversation. Sans-IO.
