import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
acc_g = mx.sym.var('acc_g')  # float32[64, 32]
acc_delta = mx.sym.var('acc_delta')  # float32[64, 32]
adadelta_update1 = mx.sym.adadelta_update(weight=weight, grad=grad, acc_g=acc_g, acc_delta=acc_delta, flavour='1.9', name='adadelta_update1')  # float32[64, 32]
graph = adadelta_update1
