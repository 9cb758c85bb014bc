"""Where everything is put together: the window, the worker thread, and the program without a screen."""
