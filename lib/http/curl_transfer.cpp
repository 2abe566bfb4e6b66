#include "http/curl_error.hpp"
#include "http/curl_impl.hpp"

#include <new>

namespace kscan::http {

Transfer::Transfer()
    : easy(curl_easy_init()) {
  if (easy == nullptr) throw std::bad_alloc();
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy);
  wipe(request.body);
}

bool Transfer::pending() const {
  if (held) return false;
  return (head_ready && !head_delivered) || !buffer.empty() || result.has_value();
}

bool Transfer::deliver() {
  if (head_ready && !head_delivered) {
    if (const auto refused = std::exchange(on_refusal, {}); refused && head.status == 401) {
      held = true;
      refused();
      return false;
    }
    head_delivered = true;
    head.timing = timing_of(easy);
    if (sink.on_head) sink.on_head(head);
    return false;
  }
  if (!buffer.empty()) {
    const std::string chunk = std::exchange(buffer, {});
    if (sink.on_data) sink.on_data(chunk);
    if (std::exchange(paused, false)) curl_easy_pause(easy, CURLPAUSE_CONT);
    return false;
  }
  if (sink.on_end) sink.on_end(std::move(*result));
  return true;
}

void Transfer::reset() {
  curl_easy_reset(easy);
  headers.clear();
  connect_to.clear();
  error_text = {};
  head = {};
  head_ready = false;
  buffer.clear();
  result.reset();
  held = false;
  paused = false;
  uploaded = 0;
}

Error Transfer::failure(CURLcode code) const {
  CurlFailure failure;
  failure.code = code;
  long os_errno = 0;
  curl_off_t connected = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_errno);
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &failure.connect_code);
  curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &failure.proxy_error);
  curl_easy_getinfo(easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &failure.proxy_verify_result);
  failure.os_errno = static_cast<int>(os_errno);
  failure.detail = error_text.data();
  failure.host = host;
  failure.peer = peer;
  failure.proxy = proxy;
  failure.connected = connected > 0;
  failure.has_head = head_ready;
  return curl_error(failure);
}

}  // namespace kscan::http
