#include "kube/managed_fields.hpp"

#include <cstddef>
#include <string_view>

namespace kscan::kube {

namespace {

/// Behind the quote that closes a string, of which `at` is behind the opening one.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos) break;
    if (text[at] == '"') return at + 1;
    at += 2;
  }
  return text.size();
}

/// Where the bracket is that closes a list, of which `at` is behind the opening one; npos if the
/// text ends before it.
std::size_t end_of_list(std::string_view text, std::size_t at) {
  std::size_t depth = 1;
  for (at = text.find_first_of("\"[]", at); at != std::string_view::npos;
       at = text.find_first_of("\"[]", at)) {
    if (text[at] == ']' && --depth == 0) return at;
    if (text[at] == '[') ++depth;
    at = text[at] == '"' ? end_of_string(text, at + 1) : at + 1;
  }
  return std::string_view::npos;
}

}  // namespace

void drop_managed_fields(std::string& text) {
  // Behind a comma or brace this cannot be inside a string, where a quote has a backslash.
  constexpr std::string_view key = "\"managedFields\":[";
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
    const bool is_key = at > 0 && (text[at - 1] == ',' || text[at - 1] == '{');
    at += key.size();
    const std::size_t end = is_key ? end_of_list(text, at) : at;
    if (end == std::string_view::npos) return;
    text.erase(at, end - at);
  }
}

}  // namespace kscan::kube
