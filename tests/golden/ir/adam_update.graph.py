import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mean = mx.sym.var('mean')  # float32[64, 32]
var = mx.sym.var('var')  # float32[64, 32]
adam_update0 = mx.sym.adam_update(weight=weight, grad=grad, mean=mean, var=var, lr=0.1, name='adam_update0')  # float32[64, 32]
graph = adam_update0
