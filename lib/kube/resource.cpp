#include "kube/resource.hpp"

#include "http/url.hpp"

namespace kscan::kube {

std::string name_of(const Resource& what) {
  std::string name(what.plural);
  return what.group.empty() ? name : name + "." + std::string(what.group);
}

std::string collection_path(const Resource& what, std::string_view ns) {
  std::string path = what.group.empty() ? "/api/" : "/apis/" + std::string(what.group) + "/";
  path += what.version;
  if (!ns.empty()) path += "/namespaces/" + http::percent_encode(ns);
  return path + "/" + std::string(what.plural);
}

std::string object_path(const Resource& what, std::string_view ns, std::string_view name) {
  return collection_path(what, ns) + "/" + http::percent_encode(name);
}

}  // namespace kscan::kube
