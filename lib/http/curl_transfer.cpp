#include "http/curl_error.hpp"
#include "http/curl_impl.hpp"

#include <cstring>
#include <new>

namespace kscan::http {

CurlList::~CurlList() {
  for (curl_slist* node = m_list; node != nullptr; node = node->next) {
    wipe(node->data, std::strlen(node->data));
  }
  curl_slist_free_all(m_list);
}

void CurlList::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(m_list, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  m_list = longer;
}

Transfer::Transfer()
    : easy(curl_easy_init()) {
  if (easy == nullptr) throw std::bad_alloc();
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy);
  wipe(request.body);
}

bool Transfer::pending() const {
  return (head_ready && !head_delivered) || !buffer.empty() || result.has_value();
}

bool Transfer::deliver() {
  if (head_ready && !head_delivered) {
    head_delivered = true;
    if (sink.on_head) sink.on_head(head);
    return false;
  }
  if (!buffer.empty()) {
    const std::string chunk = std::exchange(buffer, {});
    if (sink.on_data) sink.on_data(chunk);
    return false;
  }
  if (sink.on_end) sink.on_end(std::move(*result));
  return true;
}

Error Transfer::failure(CURLcode code) const {
  CurlFailure failure;
  failure.code = code;
  long os_errno = 0;
  curl_off_t connected = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_errno);
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
  failure.os_errno = static_cast<int>(os_errno);
  failure.detail = error_text.data();
  failure.host = host;
  failure.peer = peer;
  failure.connected = connected > 0;
  failure.has_head = head_ready;
  return curl_error(failure);
}

}  // namespace kscan::http
