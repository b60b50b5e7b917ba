"""Statistics: arrays in, numbers out; nothing here knows of studies, experts or rubrics."""
