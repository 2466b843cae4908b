/** In place of ElectroDB's services and transactions, which nothing here calls. */
module.exports = {};
