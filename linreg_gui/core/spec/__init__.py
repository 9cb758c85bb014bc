"""What is asked: settings, experiments and files. The standard library is enough."""
