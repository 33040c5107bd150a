//! Widgets that know nothing about streams: props in, view out.
