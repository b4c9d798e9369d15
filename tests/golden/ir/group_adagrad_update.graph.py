import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
history = mx.sym.var('history')  # float32[64, 1]
group_adagrad_update0 = mx.sym.group_adagrad_update(weight=weight, grad=grad, history=history, lr=0.1, name='group_adagrad_update0')  # float32[64, 32]
graph = group_adagrad_update0
