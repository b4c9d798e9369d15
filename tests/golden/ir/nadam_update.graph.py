import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mean = mx.sym.var('mean')  # float32[64, 32]
var = mx.sym.var('var')  # float32[64, 32]
nadam_update0 = mx.sym.nadam_update(weight=weight, grad=grad, mean=mean, var=var, lr=0.1, momentum=0.1, next_momentum=0.1, schedule=0.1, t=1.0, name='nadam_update0')  # float32[64, 32]
graph = nadam_update0
