#include "image/reference.hpp"

namespace kscan::image {

namespace {

std::string familiar_name(const Reference& reference) {
  constexpr std::string_view library = "library/";
  if (reference.registry != "docker.io") return reference.name();
  if (!reference.repository.starts_with(library)) return reference.repository;
  return reference.repository.substr(library.size());
}

std::string short_digest(std::string_view digest) {
  constexpr std::string_view algorithm = "sha256:";
  constexpr std::size_t enough = algorithm.size() + 12;
  if (digest.size() <= enough) return std::string(digest);
  return std::string(digest.substr(0, enough)) + "…";
}

}  // namespace

std::string familiar(const Reference& reference) {
  std::string text = familiar_name(reference);
  if (!reference.tag.empty()) text += ":" + reference.tag;
  if (!reference.digest.empty()) text += "@" + short_digest(reference.digest);
  return text;
}

}  // namespace kscan::image
