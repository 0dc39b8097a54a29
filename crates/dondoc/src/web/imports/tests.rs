//! Journeys of a clerk by forms alone.
