#include "http/curl_impl.hpp"
#include "io/socket.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace kscan::http {

namespace {

constexpr std::size_t most_headers = 1000;
/// A little of compressed data may become a lot: libcurl reads on only when it is delivered.
constexpr std::size_t high_water = 1024 * 1024;

bool feature(int bit) {
  return (curl_version_info(CURLVERSION_NOW)->features & bit) != 0;
}

// libcurl's callbacks are C: nothing may be thrown through them, so lack of memory ends the
// transfer.
std::size_t guarded(std::size_t size, const std::function<void()>& store) noexcept {
  try {
    store();
    return size;
  } catch (...) {
    return size == 0 ? 1 : 0;
  }
}

int status_of(std::string_view line) {
  const auto blank = std::min(line.find(' '), line.size());
  int status = 0;
  if (blank < line.size()) {
    std::from_chars(line.data() + blank + 1, line.data() + line.size(), status);
  }
  return status;
}

void store_header(Transfer& transfer, std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
    line.remove_suffix(1);
  if (transfer.head_ready) return;  // a trailer
  if (line.starts_with("HTTP/")) {
    transfer.head = {};
    transfer.head.status = status_of(line);
  } else if (line.empty()) {
    transfer.head_ready = transfer.head.status >= 200;
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t'))
      value.remove_prefix(1);
    if (transfer.head.headers.size() >= most_headers) throw std::length_error("headers");
    transfer.head.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  }
}

}  // namespace

extern "C" {

static std::size_t kscan_on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.last_activity = io::Clock::now();
  return guarded(size * count, [&] { store_header(transfer, {data, size * count}); });
}

static std::size_t kscan_on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.last_activity = io::Clock::now();
  if (transfer.buffer.size() >= high_water) {
    transfer.paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  return guarded(size * count, [&] { transfer.buffer.append(data, size * count); });
}

static int kscan_on_socket(void* /*user*/, curl_socket_t socket, curlsocktype /*purpose*/) {
  io::prepare_socket(socket);
  return CURL_SOCKOPT_OK;
}

}  // extern "C"

namespace {

template<typename T> void set(Transfer& transfer, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(transfer.easy, option, value);
  // A libcurl built without a feature does not know its options; what needs it says so later.
  if (code != CURLE_OK && code != CURLE_UNKNOWN_OPTION && code != CURLE_NOT_BUILT_IN) {
    throw transfer.failure(code);
  }
}

void set_blob(Transfer& transfer, CURLoption option, const std::string& pem) {
  // NOCOPY: transfer.keep_alive owns the bytes.
  curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_NOCOPY};
  set(transfer, option, &blob);
}

void set_method(Transfer& transfer) {
  const Request& request = transfer.request;
  if (request.method == Method::head) return set(transfer, CURLOPT_NOBODY, 1L);
  const bool sends = request.method != Method::get && request.method != Method::del;
  if (!request.body.empty() || sends) {
    set(transfer, CURLOPT_POSTFIELDS, request.body.data());
    set(transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(transfer, CURLOPT_CUSTOMREQUEST, std::string(name(request.method)).c_str());
}

void add_header(Transfer& transfer, const std::string& name, const std::string& value) {
  const bool clean = std::ranges::none_of(
      name + value, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
  if (!clean) throw Error(Errc::config, "invalid value of the header " + name);
  // libcurl drops a header without a value unless it ends with a semicolon.
  std::string line = value.empty() ? name + ";" : name + ": " + value;
  transfer.headers.add(line);
  wipe(line);
}

void set_headers(Transfer& transfer, const Endpoint& endpoint) {
  bool agent_named = false;
  const auto add = [&](const std::vector<Header>& headers) {
    for (const auto& [name, value] : headers) {
      agent_named = agent_named || name == "User-Agent";
      add_header(transfer, name, value);
    }
  };
  add(endpoint.headers);
  add(transfer.request.headers);
  if (!agent_named) set(transfer, CURLOPT_USERAGENT, user_agent().c_str());
  const Secret& authorization = transfer.credentials.authorization;
  if (!authorization.empty()) add_header(transfer, "Authorization", authorization.reveal());
  transfer.headers.add("Expect:");  // a large body is not worth an extra round trip
  set(transfer, CURLOPT_HTTPHEADER, transfer.headers.raw());
}

void set_timing(Transfer& transfer, const Endpoint& endpoint) {
  set(transfer, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(endpoint.connect_timeout.count()));
  set(transfer, CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.request.timeout.count()));
  // libcurl's own keepalive leaves the number of probes to the system: nine, two minutes more. Its
  // HTTP/2 pings (curl_easy_upkeep) are not for multi handles.
  set(transfer, CURLOPT_SOCKOPTFUNCTION, &kscan_on_socket);
}

void set_proxy(Transfer& transfer, std::string proxy) {
  // Go resolves names at the SOCKS proxy, which libcurl calls socks5h.
  if (proxy.starts_with("socks5://")) proxy.insert(proxy.begin() + 6, 'h');
  set(transfer, CURLOPT_PROXY, proxy.c_str());
  set(transfer, CURLOPT_NOPROXY, "");
  set(transfer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void set_roots(Transfer& transfer, const std::string& pem) {
  if (pem.empty()) return;
  // Both defaults of the distribution have to go, or its roots stay trusted besides the given ones.
  for (const auto option :
       {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH}) {
    set(transfer, option, static_cast<char*>(nullptr));
  }
  set_blob(transfer, CURLOPT_CAINFO_BLOB, pem);
  set_blob(transfer, CURLOPT_PROXY_CAINFO_BLOB, pem);
}

void set_tls(Transfer& transfer, const Endpoint& endpoint, const std::string& roots) {
  const long min_version = CURL_SSLVERSION_TLSv1_2;
  set(transfer, CURLOPT_SSLVERSION, min_version);
  set(transfer, CURLOPT_SSL_VERIFYPEER, endpoint.insecure ? 0L : 1L);
  set(transfer, CURLOPT_SSL_VERIFYHOST, endpoint.insecure ? 0L : 2L);
  set(transfer, CURLOPT_PROXY_SSL_VERIFYPEER, endpoint.insecure ? 0L : 1L);
  set(transfer, CURLOPT_PROXY_SSL_VERIFYHOST, endpoint.insecure ? 0L : 2L);
  set_roots(transfer, roots);
  if (transfer.certificate == nullptr) return;
  set(transfer, CURLOPT_SSLCERTTYPE, "PEM");
  set(transfer, CURLOPT_SSLKEYTYPE, "PEM");
  set_blob(transfer, CURLOPT_SSLCERT_BLOB, transfer.certificate->chain_pem);
  set_blob(transfer, CURLOPT_SSLKEY_BLOB, transfer.certificate->key_pem.reveal());
}

void set_protocol(Transfer& transfer, const Endpoint& endpoint) {
  set(transfer, CURLOPT_NOSIGNAL, 1L);
  set(transfer, CURLOPT_PATH_AS_IS, 1L);
  set(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
  const bool https = endpoint.base_url.starts_with("https:");
  const bool http2 = https && !endpoint.disable_http2 && feature(CURL_VERSION_HTTP2);
  const long version = http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
  set(transfer, CURLOPT_HTTP_VERSION, version);
  if (http2) set(transfer, CURLOPT_PIPEWAIT, 1L);
  const bool gzip = transfer.request.gzip && !endpoint.disable_compression;
  if (gzip && feature(CURL_VERSION_LIBZ)) {
    set(transfer, CURLOPT_ACCEPT_ENCODING, "gzip");
  }
}

void set_callbacks(Transfer& transfer) {
  set(transfer, CURLOPT_ERRORBUFFER, transfer.error_text.data());
  set(transfer, CURLOPT_HEADERFUNCTION, &kscan_on_header);
  set(transfer, CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  set(transfer, CURLOPT_WRITEFUNCTION, &kscan_on_body);
  set(transfer, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
}

}  // namespace

void configure(Transfer& transfer, const Endpoint& endpoint, const std::string& roots) {
  set_callbacks(transfer);
  set_protocol(transfer, endpoint);
  set_method(transfer);
  set_headers(transfer, endpoint);
  set_timing(transfer, endpoint);
  set_proxy(transfer, endpoint.proxy_url);
  set_tls(transfer, endpoint, roots);
}

void set_url(Transfer& transfer, const std::string& url) {
  set(transfer, CURLOPT_URL, url.c_str());
  if (transfer.connect_to.raw() != nullptr) {
    set(transfer, CURLOPT_CONNECT_TO, transfer.connect_to.raw());
  }
}

}  // namespace kscan::http
