#include "http/curl_impl.hpp"

#include <algorithm>

namespace kscan::http {

namespace {

using std::chrono::microseconds;

/// Since the start of the transfer; zero: not come to that.
microseconds reached(CURL* easy, CURLINFO point) {
  curl_off_t time = 0;
  curl_easy_getinfo(easy, point, &time);
  return microseconds(time);
}

microseconds between(microseconds from, microseconds to) {
  return std::max(to - from, microseconds(0));
}

std::string peer_of(CURL* easy) {
  const char* ip = nullptr;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  if (ip == nullptr || *ip == '\0') return {};
  std::string host = ip;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return host + ":" + std::to_string(port);
}

int version_of(CURL* easy) {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  switch (version) {
  case CURL_HTTP_VERSION_1_0:
    return 10;
  case CURL_HTTP_VERSION_1_1:
    return 11;
  case CURL_HTTP_VERSION_2_0:
    return 20;
  default:
    return 0;
  }
}

}  // namespace

Timing timing_of(CURL* easy) {
  long connections = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connections);
  const auto lookup = reached(easy, CURLINFO_NAMELOOKUP_TIME_T);
  const auto connect = reached(easy, CURLINFO_CONNECT_TIME_T);
  const auto tls = reached(easy, CURLINFO_APPCONNECT_TIME_T);
  const auto sent = reached(easy, CURLINFO_PRETRANSFER_TIME_T);
  Timing timing;
  timing.reused = connections == 0;
  if (!timing.reused) {
    timing.name_lookup = lookup;
    timing.connect = between(lookup, connect);
    timing.tls = between(connect, tls);
  }
  timing.first_byte = between(sent, reached(easy, CURLINFO_STARTTRANSFER_TIME_T));
  timing.peer_address = peer_of(easy);
  timing.http_version = version_of(easy);
  return timing;
}

}  // namespace kscan::http
