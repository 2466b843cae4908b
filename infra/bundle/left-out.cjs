/** In place of ElectroDB's services and transactions and the SDK's event streams, which nothing here calls. */
module.exports = {};
