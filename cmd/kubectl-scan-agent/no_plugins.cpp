// The parts of libc that would load shared libraries (NSS, iconv's converters, dlopen) from
// whatever image we run in. libcrypto, libcurl, c-ares and libstdc++ mention them, but none is
// needed: names are resolved by c-ares, OpenSSL's provider is built in, all text is UTF-8. These
// definitions take libc's place in the static link, so that nothing can ever be loaded.
#include <dlfcn.h>
#include <iconv.h>
#include <netdb.h>

#include <cerrno>
#include <cstdlib>

extern "C" {

int getaddrinfo(const char* /*node*/,
                const char* /*service*/,
                const addrinfo* /*hints*/,
                addrinfo** /*result*/) {
  return EAI_FAIL;
}
void freeaddrinfo(addrinfo* /*list*/) noexcept {}

int getnameinfo(const sockaddr* /*address*/,
                socklen_t /*size*/,
                char* /*host*/,
                socklen_t /*host_size*/,
                char* /*service*/,
                socklen_t /*service_size*/,
                int /*flags*/) {
  return EAI_FAIL;
}

hostent* gethostbyname(const char* /*name*/) {
  return nullptr;
}
servent* getservbyname(const char* /*name*/, const char* /*protocol*/) {
  return nullptr;
}
int getservbyport_r(int /*port*/,
                    const char* /*protocol*/,
                    servent* /*entry*/,
                    char* /*buffer*/,
                    size_t /*size*/,
                    servent** result) {
  *result = nullptr;
  return ENOENT;
}

iconv_t iconv_open(const char* /*to*/, const char* /*from*/) {
  errno = EINVAL;
  // NOLINTNEXTLINE(*-reinterpret-cast,*-no-int-to-ptr): that is how iconv_open says no
  return reinterpret_cast<iconv_t>(-1);
}
size_t
iconv(iconv_t /*how*/, char** /*in*/, size_t* /*in_left*/, char** /*out*/, size_t* /*out_left*/) {
  errno = EBADF;
  return static_cast<size_t>(-1);
}
int iconv_close(iconv_t /*how*/) {
  errno = EBADF;
  return -1;
}

void* dlopen(const char* /*file*/, int /*mode*/) noexcept {
  return nullptr;
}
// NOLINTNEXTLINE(*-reserved-identifier): libc's own start-up code knows it by this name
void* __dlopen(const char* /*file*/, int /*mode*/) {
  return nullptr;
}
void* dlsym(void* /*handle*/, const char* /*name*/) noexcept {
  return nullptr;
}
int dlclose(void* /*handle*/) noexcept {
  return -1;
}
char* dlerror() noexcept {
  return nullptr;
}
int dladdr(const void* /*address*/, Dl_info* /*info*/) noexcept {
  return 0;
}

}  // extern "C"

// libstdc++'s own prints the exception's type, with a demangler of 47 kB; main catches everything.
namespace __gnu_cxx {  // NOLINT(*-reserved-identifier)

void __verbose_terminate_handler() {  // NOLINT(*-reserved-identifier)
  std::abort();
}

}  // namespace __gnu_cxx
