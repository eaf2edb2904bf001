// Renders the OpenAPI document, with this server first and the local merchant's key filled in.
const settings = await (await fetch('/console/settings.json')).json();
const ui = SwaggerUIBundle({
  url: '/console/openapi.yaml',
  domNode: document.getElementById('api'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  onComplete() {
    ui.preauthorizeApiKey('merchantKey', settings.apiKey);
    ui.oas3Actions.setSelectedServer(location.origin, '');
  },
});
