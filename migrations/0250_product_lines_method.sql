-- A contract line may be product-based (R-VOC-3). By itself: a new word can't be used in the transaction that adds it.
alter type billing_method add value 'product';
