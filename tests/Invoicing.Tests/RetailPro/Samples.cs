namespace Invoicing.Tests.RetailPro;

/// <summary>The published samples: orders as the OMS sends them, and the body of document 002.</summary>
internal static class Samples
{
    public const string DocumentOrder = """
        {
          "orderId": "M100001", "orderNo": "00000001", "salesChannel": "ECOM",
          "createdAt": "2023-03-20T11:29:00-06:00", "completedAt": "2023-03-22T17:05:00-06:00",
          "deliveryType": "Store", "paymentType": "Card", "currency": "USD", "total": 40, "discount": 10, "shipping": 0,
          "billing":   { "firstName": "Alan", "lastName": "Ventura", "email": "alan.ventura@ejje.com", "address1": "Colonia San Francisco", "address2": "Calle las Camelias, #75", "city": "San Salvador", "country": "El Salvador", "documentNo": "039583310", "phone": "23251988" },
          "deliverTo": { "firstName": "Alan", "lastName": "Ventura", "email": "alan.ventura@ejje.com", "address1": "Colonia San Francisco", "address2": "Calle las Camelias, #75", "city": "San Salvador", "country": "El Salvador", "documentNo": "039583310", "phone": "23251988" },
          "items": [
            { "lineNo": 1, "upc": "8720116122558", "quantity": 1, "originalPrice": 50, "originalTax": 5.75, "price": 40, "tax": 4.60, "status": "Fulfilled", "shippedFrom": "P22", "shippedAt": "2023-03-21T09:12:00-06:00", "pickupStore": "A36" },
            { "lineNo": 2, "upc": "8720116127799", "quantity": 1, "originalPrice": 50, "originalTax": 5.75, "price": 40, "tax": 4.60, "status": "Fulfilled", "shippedFrom": "A27", "shippedAt": "2023-03-22T10:40:00-06:00", "pickupStore": "A36" }
          ]
        }
        """;

    public const string SplitHome = """
        {
          "orderId": "M100002", "orderNo": "#1042", "salesChannel": "ECOM",
          "createdAt": "2026-03-04T14:02:11-06:00", "completedAt": "2026-03-06T16:31:00-06:00",
          "deliveryType": "Home", "paymentType": "CashOnDelivery", "currency": "USD", "total": 152.50, "discount": 0, "shipping": 2.50,
          "billing":   { "firstName": "Rosa", "lastName": "Interiano", "email": "rosa@example.test", "address1": "Avenida Las Magnolias 206, Edificio Torre Norte, Apartamento 5-B", "address2": "", "city": "Santa Tecla", "country": "El Salvador", "documentNo": "012345678", "documentType": "dui", "phone": "77001122" },
          "deliverTo": { "firstName": "Rosa", "lastName": "Interiano", "email": "rosa@example.test", "address1": "Avenida Las Magnolias 206", "address2": "Apartamento 5-B", "city": "Santa Tecla", "country": "El Salvador", "documentNo": "012345678", "documentType": "dui", "phone": "77001122" },
          "items": [
            { "lineNo": 1, "upc": "8720116120011", "quantity": 2, "originalPrice": 30, "originalTax": 3.45, "price": 30, "tax": 3.45, "status": "Fulfilled", "shippedFrom": "SVA11", "shippedAt": "2026-03-05T10:00:00-06:00" },
            { "lineNo": 2, "upc": "8720116120028", "quantity": 1, "originalPrice": 50, "originalTax": 5.75, "price": 50, "tax": 5.75, "status": "Fulfilled", "shippedFrom": "SVA40", "shippedAt": "2026-03-05T09:58:00-06:00" },
            { "lineNo": 3, "upc": "8720116120011", "quantity": 1, "originalPrice": 40, "originalTax": 4.60, "price": 40, "tax": 4.60, "status": "Fulfilled", "shippedFrom": "SVA11", "shippedAt": "2026-03-06T16:31:00-06:00" },
            { "lineNo": 4, "upc": "8720116120035", "quantity": 1, "originalPrice": 19, "originalTax": 2.19, "price": 19, "tax": 2.19, "status": "Cancelled" }
          ]
        }
        """;

    public const string SendSale = """
        {
          "orderId": "M100003", "orderNo": "#1043", "salesChannel": "POS", "soldAtStore": "SVA32",
          "createdAt": "2026-03-04T15:20:00-06:00", "completedAt": "2026-03-05T12:00:00-06:00",
          "deliveryType": "Home", "paymentType": "Card", "currency": "USD", "total": 60, "discount": 0, "shipping": 0,
          "billing":   { "firstName": "Luis", "lastName": "Pineda", "email": "luis@example.test", "address1": "Calle El Progreso 12", "city": "San Salvador", "country": "El Salvador", "documentNo": "023456789", "phone": "77112233" },
          "deliverTo": { "firstName": "Luis", "lastName": "Pineda", "email": "luis@example.test", "address1": "Calle El Progreso 12", "city": "San Salvador", "country": "El Salvador", "documentNo": "023456789", "phone": "77112233" },
          "items": [
            { "lineNo": 1, "upc": "8720116120004", "quantity": 2, "originalPrice": 30, "originalTax": 3.45, "price": 30, "tax": 3.45, "status": "Fulfilled", "shippedFrom": "SVA11", "shippedAt": "2026-03-05T12:00:00-06:00" }
          ]
        }
        """;

    /// <summary>Word for word, without the blank lines.</summary>
    public const string DocumentBody = """
        {
          "InvoicingStore": "SVA32",
          "OrderNo": "00000001",
          "CreatedDate": "2023-03-20T11:29:00",
          "DeliveryType": 1,
          "PaymentType": 1,
          "TotalAmt": 40,
          "TotalDiscAmt": 10,
          "ShippingAmt": 0,
          "CustomerShipping": {
            "FirstName": "Alan",
            "LastName": "Ventura",
            "Email": "alan.ventura@ejje.com",
            "Address1": "Colonia San Francisco",
            "Address2": "Calle las Camelias, #75",
            "City": "San Salvador",
            "Country": "El Salvador",
            "NoDocument": "039583310",
            "Phone": "23251988"
          },
          "CustomerBilling": {
            "FirstName": "Alan",
            "LastName": "Ventura",
            "Email": "alan.ventura@ejje.com",
            "Address1": "Colonia San Francisco",
            "Address2": "Calle las Camelias, #75",
            "City": "San Salvador",
            "Country": "El Salvador",
            "NoDocument": "039583310",
            "Phone": "23251988"
          },
          "Items": [
            {
              "UPC": "8720116122558",
              "OrigPrice": 50,
              "OrigTax": 5.75,
              "Price": 40,
              "Tax": 4.60,
              "Qty": 1,
              "StoreOrig": "P22",
              "StoreDest": "A36"
            },
            {
              "UPC": "8720116127799",
              "OrigPrice": 50,
              "OrigTax": 5.75,
              "Price": 40,
              "Tax": 4.60,
              "Qty": 1,
              "StoreOrig": "A27",
              "StoreDest": "A36"
            }
          ]
        }
        """;
}
