-- R-SM-40: an approved entry whose author wants it back. A migration of its own: a new word may be used only once it stands.
alter type entry_state add value 'recall_requested';
