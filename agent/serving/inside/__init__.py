"""What runs inside the model server's own process, on its interpreter: this folder is put on its PYTHONPATH."""
