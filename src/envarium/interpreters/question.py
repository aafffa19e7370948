"""The script that asks an interpreter about itself; for CPython 2.7, 3.6 and later, and PyPy.

It answers with `key = value` items. The paths inside an environment have the prefix `/@`.
"""

from __future__ import annotations

SCRIPT = r"""
import platform, sysconfig

def variable(name):
    return sysconfig.get_config_var(name) or ''

def mapped():
    try:
        lines = open('/proc/self/maps', 'rb').read().split(b'\n')
    except (IOError, OSError):
        return 'unknown'
    for line in lines:
        path = line[line.find(b'/'):] if b'/' in line else b''
        name = path.rpartition(b'/')[2]
        if name.startswith((b'libpython', b'libpypy')) and b'.so' in name and name[9:10] != b'.':
            return path if str is bytes else os.fsdecode(path)
    return ''

def site_directories():
    try:
        import site
        site.PREFIXES = ['/@']
        return site.getsitepackages()
    except (ImportError, AttributeError):
        return [inside['purelib']]

scheme = 'venv' if 'venv' in sysconfig.get_scheme_names() else 'posix_prefix'
bases = dict.fromkeys(('base', 'platbase', 'installed_base', 'installed_platbase'), '/@')
inside = sysconfig.get_paths(scheme, vars=bases)
pypy = getattr(sys, 'pypy_version_info', None)
info = sys.version_info
answer = {
    'executable': sys.executable,
    'base_executable': getattr(sys, '_base_executable', None) or '',
    'home': getattr(sys, '_home', None) or '',
    'prefix': sys.prefix,
    'exec_prefix': sys.exec_prefix,
    'base_prefix': getattr(sys, 'real_prefix', None) or getattr(sys, 'base_prefix', sys.prefix),
    'base_exec_prefix': getattr(sys, 'real_prefix', None) or getattr(sys, 'base_exec_prefix', sys.exec_prefix),
    'implementation': platform.python_implementation(),
    'version': '%d.%d.%d' % info[:3],
    'suffix': '' if info[3] == 'final' else {'alpha': 'a', 'beta': 'b'}.get(info[3], 'rc') + str(info[4]),
    'hexversion': str(sys.hexversion),
    'stdlib': os.path.dirname(os.__file__),
    'platstdlib': sysconfig.get_path('platstdlib', 'posix_prefix') or '',
    'purelib': inside['purelib'],
    'platlib': inside['platlib'],
    'scripts': inside['scripts'],
    'include': inside['include'],
    'platlibdir': getattr(sys, 'platlibdir', 'lib'),
    'abi_thread': variable('Py_GIL_DISABLED') and 't',
    'cache_tag': getattr(getattr(sys, 'implementation', None), 'cache_tag', None) or 'cpython-%d%d' % info[:2],
    'lib64': (sys.maxsize > 2 ** 32 and os.name == 'posix' and sys.platform != 'darwin') and '1' or '',
    'mapped': mapped(),
    'shared': variable('Py_ENABLE_SHARED') and os.path.join(variable('LIBDIR'), variable('INSTSONAME')),
    'wheels': variable('WHEEL_PKG_DIR'),
    'framework': variable('PYTHONFRAMEWORK'),
    'site_directories': ':'.join(path.partition('/@/')[2] for path in site_directories()),
    'debug': hasattr(sys, 'gettotalrefcount') and '1' or '',
}
tell(*['%s = %s' % item for item in answer.items()])
"""
