worker: ; @true
