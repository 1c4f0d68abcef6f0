from . import order_assurance_demo
