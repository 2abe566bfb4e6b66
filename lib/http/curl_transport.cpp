#include "http/curl_impl.hpp"
#include "http/curl_proxy_error.hpp"
#include "http/roots.hpp"
#include "http/url.hpp"
#include "io/file.hpp"

#include <cstdlib>
#include <memory>
#include <utility>

namespace kscan::http {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string roots_for(const Endpoint& endpoint) {
  if (endpoint.insecure || !endpoint.base_url.starts_with("https:")) return {};
  if (!endpoint.ca_pem.empty()) return endpoint.ca_pem;
  auto pem = system_roots(
      {.file = environment("SSL_CERT_FILE"),
       .directories = environment("SSL_CERT_DIR"),
       .read_file = [](const std::filesystem::path& path) { return io::read_file(path); },
       .list_files = [](const std::filesystem::path& path) { return io::list_files(path); }});
  if (!endpoint.extra_ca_pem.empty()) pem += "\n" + endpoint.extra_ca_pem;
  return pem;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// Of a URL's "//host[:port]" as written: the port only where it was.
std::string host_header(const Url& url) {
  return url.port == "443" ? bracketed(url.host) : host_port(url);
}

}  // namespace

// Another TLS name takes the host's place in the URL, the connection goes to the real host, and the
// Host header stays that of the server.
CurlTransport::Impl::Impl(std::weak_ptr<CurlEngine::Impl> engine_impl, Endpoint where)
    : engine(std::move(engine_impl)),
      endpoint(std::move(where)),
      roots(roots_for(endpoint)),
      proxy(parse_proxy(endpoint.proxy_url)) {
  while (endpoint.base_url.ends_with('/'))
    endpoint.base_url.pop_back();
  base_url = endpoint.base_url;
  const auto url = parse_url(base_url);
  if (!url) return;
  host = url->host;
  peer = host_port(*url);
  const std::string& alias = endpoint.tls_server_name;
  if (url->scheme != "https" || alias.empty() || alias == host) return;
  base_url = "https://" + bracketed(alias) + ":" + url->port + url->path;
  connect_to = bracketed(alias) + ":" + url->port + ":" + peer;
  endpoint.headers.push_back({"Host", host_header(*url)});
}

void CurlTransport::Impl::begin(const std::shared_ptr<Transfer>& transfer) {
  const std::weak_ptr<Transfer> weak = transfer;
  if (!transfer->request.authorization.empty()) {
    return send(transfer, Credentials{.authorization = std::move(transfer->request.authorization)});
  }
  if (!endpoint.authorize) return send(transfer, Credentials());
  transfer->on_refusal = [this, weak] {
    if (const auto refused = weak.lock()) renew(refused);
  };
  transfer->authorizing = endpoint.authorize(nullptr, [this, weak](Result<Credentials> answer) {
    if (const auto waiting = weak.lock()) send(waiting, std::move(answer));
  });
}

void CurlTransport::Impl::renew(const std::shared_ptr<Transfer>& transfer) {
  const std::weak_ptr<Transfer> weak = transfer;
  transfer->authorizing =
      endpoint.authorize(&transfer->credentials, [this, weak](Result<Credentials> answer) {
        if (const auto waiting = weak.lock()) resend(waiting, std::move(answer));
      });
}

// All methods alike: a server that does not know who asks has done nothing.
void CurlTransport::Impl::resend(const std::shared_ptr<Transfer>& transfer,
                                 Result<Credentials> answer) {
  const auto on = engine.lock();
  if (on == nullptr || transfer->cancelled) return;
  if (answer && same(*answer, transfer->credentials)) {
    transfer->held = false;
    return;
  }
  on->halt(*transfer);
  transfer->reset();
  send(transfer, std::move(answer));
}

void CurlTransport::Impl::send(const std::shared_ptr<Transfer>& transfer,
                               Result<Credentials> answer) {
  const auto on = engine.lock();
  if (on == nullptr || transfer->cancelled) return;
  try {
    transfer->credentials = value_or_throw(std::move(answer));
    prepare(*transfer);
    on->launch(transfer);
  } catch (const Error& error) {
    transfer->result = fail(error);
  }
}

void CurlTransport::Impl::prepare(Transfer& transfer) const {
  const auto& own = transfer.credentials.certificate;
  transfer.certificate = own ? own : endpoint.client_certificate;
  transfer.host = host;
  transfer.peer = peer;
  if (!proxy) throw proxy.error();
  transfer.proxy = *proxy;
  if (!connect_to.empty()) transfer.connect_to.add(connect_to);
  set_url(transfer, base_url + transfer.request.target);
  configure(transfer, endpoint, roots);
}

CurlTransport::CurlTransport(CurlEngine& engine, Endpoint endpoint)
    : m_impl(std::make_shared<Impl>(engine.m_impl, std::move(endpoint))) {}

CurlTransport::~CurlTransport() = default;

io::Ticket CurlTransport::start(Request request, Sink sink) {
  const auto engine = m_impl->engine.lock();
  if (engine == nullptr) throw Error(Errc::internal, "the engine is gone");
  auto transfer = std::make_shared<Transfer>();
  transfer->request = std::move(request);
  transfer->sink = std::move(sink);
  transfer->keep_alive = m_impl;
  auto ticket = engine->add(transfer);
  m_impl->begin(transfer);
  return ticket;
}

}  // namespace kscan::http
