#pragma once
#include <curl/curl.h>

#include <string>

namespace kscan::http {

/// A curl_slist that is wiped before it is freed: Authorization is in it.
class CurlList {
public:
  CurlList() = default;
  ~CurlList();
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  void add(const std::string& line);
  void clear() noexcept;
  [[nodiscard]] curl_slist* raw() const noexcept { return m_list; }

private:
  curl_slist* m_list = nullptr;
};

}  // namespace kscan::http
