// node orders.js ADDRESS ORDER: the vendor's own client reads an order, invoices it and cancels it, and prints what it was answered.
const { OMS } = require('@vtex/clients');

const [, , address, orderId] = process.argv;

// What VTEX IO gives to an app; the client asks for it all.
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const tracer = { isTraceSampled: false };
const context = { account: 'acme', authToken: 'token', workspace: 'master', userAgent: 'test', logger, tracer };

// Its address is that of VTEX; a middleware is the one way to another.
const toSimulator = (request, next) => {
  request.config.baseURL = address;
  return next();
};

const oms = new OMS(context, {
  headers: { 'X-VTEX-API-AppKey': 'key', 'X-VTEX-API-AppToken': 'token' },
  middlewares: [toSimulator],
  retries: 0,
  timeout: 30000,
});

const errorOf = (call) => call.then(
  () => null,
  (error) => ({ status: error.response && error.response.status, body: error.response && error.response.data }));

async function main() {
  const before = await oms.order(orderId);
  const unfit = await errorOf(oms.orderNotification(orderId, { type: 'Output' }));
  const receipt = await oms.orderNotification(orderId, {
    type: 'Output',
    issuanceDate: '2026-03-04T09:10:11-06:00',
    invoiceNumber: 'INV000001',
    invoiceValue: `${before.value}`,
    courier: '',
    trackingNumber: '',
    trackingUrl: '',
    items: before.items.map((item) => ({ id: item.id, price: item.price, quantity: item.quantity })),
  });
  const listed = await oms.listOrders();
  const invoiced = await errorOf(oms.cancelOrder(orderId));
  const missing = await errorOf(oms.order('unknown'));
  process.stdout.write(JSON.stringify({ before, unfit, receipt, listed, invoiced, missing }));
}

main().then(() => process.exit(0), (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
