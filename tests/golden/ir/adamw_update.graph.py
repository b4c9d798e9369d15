import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mean = mx.sym.var('mean')  # float32[64, 32]
var = mx.sym.var('var')  # float32[64, 32]
rescale_grad = mx.sym.var('rescale_grad')  # float32[1]
adamw_update0 = mx.sym.adamw_update(weight=weight, grad=grad, mean=mean, var=var, rescale_grad=rescale_grad, lr=0.1, eta=0.1, name='adamw_update0')  # float32[64, 32]
graph = adamw_update0
