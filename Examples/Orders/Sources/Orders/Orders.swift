// Everything else in this module is generated from Schemas/.
