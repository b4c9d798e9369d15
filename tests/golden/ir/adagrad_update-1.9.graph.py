import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
history = mx.sym.var('history')  # float32[64, 32]
adagrad_update1 = mx.sym.adagrad_update(weight=weight, grad=grad, history=history, lr=0.1, flavour='1.9', name='adagrad_update1')  # float32[64, 32]
graph = adagrad_update1
