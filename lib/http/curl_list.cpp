#include "http/curl_list.hpp"

#include "base/secret.hpp"

#include <cstring>
#include <new>

namespace kscan::http {

CurlList::~CurlList() {
  clear();
}

void CurlList::clear() noexcept {
  for (curl_slist* node = m_list; node != nullptr; node = node->next) {
    wipe(node->data, std::strlen(node->data));
  }
  curl_slist_free_all(m_list);
  m_list = nullptr;
}

void CurlList::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(m_list, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  m_list = longer;
}

}  // namespace kscan::http
