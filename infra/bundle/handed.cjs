/** What ElectroDB gets where it asks for the SDK. */
module.exports = {};
